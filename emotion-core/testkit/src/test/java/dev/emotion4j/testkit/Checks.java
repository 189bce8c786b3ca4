package dev.emotion4j.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs one method of a contract on its own and tells how its checks ended. */
final class Checks {
  private Checks() {}

  /** Returns the results of every check of a method of a contract, by display name. */
  static Map<String, TestExecutionResult> run(Class<?> subject, String method) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectMethod(subject, method))
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
            .build();
    Map<String, TestExecutionResult> results = new LinkedHashMap<>();
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                  results.put(test.getDisplayName().replace("()", ""), result);
                }
              }
            });
    return results;
  }

  /** Fails unless the named check was run and failed. */
  static void mustFail(Class<?> subject, String method, String check) {
    Map<String, TestExecutionResult> results = run(subject, method);
    assertTrue(results.containsKey(check), "no check '" + check + "' among " + results.keySet());
    assertTrue(
        results.get(check).getStatus() == TestExecutionResult.Status.FAILED,
        "the wrong implementation passes '" + check + "'");
  }
}
