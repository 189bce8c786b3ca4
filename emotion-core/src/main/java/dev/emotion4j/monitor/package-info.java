/** What happens over time: timelines of long recordings. */
@NullMarked
package dev.emotion4j.monitor;

import org.jspecify.annotations.NullMarked;
