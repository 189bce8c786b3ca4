/** The ONNX Runtime backend: runs recorded graphs and ONNX files. */
@NullMarked
package dev.emotion4j.backend.onnx;

import org.jspecify.annotations.NullMarked;
