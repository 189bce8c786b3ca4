/** Sound and pictures of foreign media files, decoded by an ffmpeg program in a child process. */
@NullMarked
package dev.emotion4j.media;

import org.jspecify.annotations.NullMarked;
