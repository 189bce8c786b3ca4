/**
 * The conformance kit: one abstract JUnit class per interface that third parties implement.
 *
 * <ul>
 *   <li>{@link dev.emotion4j.testkit.BackendContract}: a backend runs recorded graphs.
 *   <li>{@link dev.emotion4j.testkit.TrainingContract}: a backend trains.
 *   <li>{@link dev.emotion4j.testkit.FusionContract}: a fusion strategy.
 *   <li>{@link dev.emotion4j.testkit.AdapterContract}: an adapter.
 *   <li>{@link dev.emotion4j.testkit.EncoderContract}: an encoder of a modality.
 * </ul>
 *
 * <p>Extend one, implement its abstract method, state a tolerance if yours is wider than {@link
 * dev.emotion4j.testkit.Tolerance#DEFAULT}, and run it:
 *
 * <pre>{@code
 * class MyBackendTest extends BackendContract {
 *   @Override
 *   protected Backend backend() {
 *     return new MyBackend();
 *   }
 * }
 * }</pre>
 *
 * <p>The truth is the reference interpreter in double precision; gradients are confirmed by central
 * differences over it. In the kit's own tests implementations that are wrong in one way each fail
 * the check that is there for their mistake, by name.
 */
@NullMarked
package dev.emotion4j.testkit;

import org.jspecify.annotations.NullMarked;
