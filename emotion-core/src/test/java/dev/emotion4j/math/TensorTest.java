package dev.emotion4j.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import org.junit.jupiter.api.Test;

class TensorTest {
  @Test
  void itIsACopyOfTheArray() {
    float[] values = {1, 2};
    Tensor tensor = Tensor.of(values, 2);
    values[0] = 9;
    assertArrayEquals(new float[] {1, 2}, tensor.floats());
    tensor.floats()[0] = 9;
    tensor.shape()[0] = 9;
    assertEquals(Tensor.of(new float[] {1, 2}, 2), tensor);
  }

  @Test
  void everyTypeKeepsItsValues() {
    assertArrayEquals(
        new long[] {Long.MIN_VALUE, 5}, Tensor.of(new long[] {Long.MIN_VALUE, 5}, 2).longs());
    assertArrayEquals(
        new boolean[] {true, false}, Tensor.of(new boolean[] {true, false}, 1, 2).booleans());
    assertEquals(0, Tensor.scalar(3).rank());
    assertEquals(3, Tensor.scalar(3).getFloat(0));
    assertEquals(1, Tensor.scalar(3).size());
  }

  @Test
  void itsBytesAreLittleEndianAndReadOnly() {
    ByteBuffer bytes = Tensor.of(new float[] {1}, 1).buffer();
    assertEquals(ByteOrder.LITTLE_ENDIAN, bytes.order());
    assertEquals(0x3f, bytes.get(3));
    assertThrows(ReadOnlyBufferException.class, () -> bytes.put(0, (byte) 1));
  }

  @Test
  void wrappingDoesNotCopy() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(8).order(ByteOrder.BIG_ENDIAN);
    Tensor tensor = Tensor.wrap(Type.F32, buffer, 2);
    buffer.put(3, (byte) 0x3f);
    buffer.put(2, (byte) 0x80);
    assertEquals(1f, tensor.getFloat(0), "little-endian whatever the buffer says");
  }

  @Test
  void bytesThatDoNotFillTheShapeAreRefused() {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> Tensor.wrap(Type.I64, ByteBuffer.allocateDirect(9), 1));
    assertTrue(refusal.getMessage().contains("takes 8 bytes; found 9"), refusal.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Tensor.of(new float[3], 2, 2));
    assertThrows(IllegalArgumentException.class, () -> Tensor.zeros(Type.F32, -1));
    assertThrows(
        ArithmeticException.class,
        () -> Tensor.zeros(Type.F32, Integer.MAX_VALUE, Integer.MAX_VALUE, 4));
  }

  @Test
  void anotherShapeSharesTheNumbers() {
    Tensor tensor = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
    assertEquals(Tensor.of(new float[] {1, 2, 3, 4}, 4), tensor.reshaped(4));
    assertThrows(IllegalArgumentException.class, () -> tensor.reshaped(3));
    assertEquals(2, tensor.dim(-1));
  }

  @Test
  void readingAsAnotherTypeIsRefused() {
    Tensor tensor = Tensor.of(new float[] {1}, 1);
    assertThrows(IllegalStateException.class, tensor::longs);
    assertThrows(IllegalStateException.class, tensor::booleans);
    assertThrows(IllegalStateException.class, () -> Tensor.zeros(Type.I64, 1).floats());
  }

  @Test
  void equalityIsOfTypeShapeAndBits() {
    Tensor tensor = Tensor.of(new float[] {1, 2}, 2);
    assertEquals(tensor.hashCode(), Tensor.of(new float[] {1, 2}, 2).hashCode());
    assertNotEquals(tensor, Tensor.of(new float[] {1, 2}, 1, 2));
    assertNotEquals(Tensor.zeros(Type.F32, 2), Tensor.zeros(Type.BOOL, 8));
    assertNotEquals(Tensor.scalar(0f), Tensor.scalar(-0f));
    assertEquals(Tensor.scalar(Float.NaN), Tensor.scalar(Float.NaN));
  }

  @Test
  void itsTextNeverShowsContent() {
    String text = Tensor.of(new float[] {12345}, 1, 1).toString();
    assertEquals("f32[1, 1]", text);
    assertFalse(text.contains("12345"));
  }
}
