/**
 * The file formats of a model: safetensors, ONNX (reader and writer without native code), strict
 * JSON, PEFT adapter directories. Every reader treats its file as hostile: limits are checked
 * before anything is allocated, no code is ever run from a file, and what is wrong with a file
 * comes out as one {@link dev.emotion4j.model.FormatException} that tells the place.
 */
@NullMarked
package dev.emotion4j.model;

import org.jspecify.annotations.NullMarked;
