package dev.emotion4j;

import dev.emotion4j.signal.FaceBox;
import java.util.Optional;

/**
 * One of the faces in a picture and what it expresses. Immutable.
 *
 * @param box where it is, in pixels of the upright picture; empty if no detector was set and the
 *     whole picture was taken as the face
 * @param recognition what it expresses; {@linkplain Recognition#isEmpty empty} if that face cannot
 *     be used
 */
public record FaceRecognition(Optional<FaceBox> box, Recognition recognition) {}
