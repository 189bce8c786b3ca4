/**
 * From what a wearable measured to features of windows: filters, heart beats, heart rate
 * variability, skin conductance, temperature, motion and respiration, each by a published
 * definition, and how far a window can be trusted. Pure Java.
 */
@NullMarked
package dev.emotion4j.body;

import org.jspecify.annotations.NullMarked;
