/** The PyTorch backend: runs and trains recorded graphs as TorchScript. */
@NullMarked
package dev.emotion4j.backend.djl;

import org.jspecify.annotations.NullMarked;
