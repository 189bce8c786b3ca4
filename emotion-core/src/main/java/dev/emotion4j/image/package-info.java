/**
 * From a picture to the numbers that networks take: decoding with limits, resizing, alignment,
 * quality, and the detectors that find faces. Pure Java on the JDK's ImageIO; a detector's network
 * runs on whatever backend opens its file.
 */
@NullMarked
package dev.emotion4j.image;

import org.jspecify.annotations.NullMarked;
