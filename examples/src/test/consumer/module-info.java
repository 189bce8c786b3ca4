/** An application that was built with modules. */
module someone {
  requires dev.emotion4j.core;

  uses dev.emotion4j.spi.Backend;
}
