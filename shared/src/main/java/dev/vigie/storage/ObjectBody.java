package dev.vigie.storage;

import java.io.IOException;
import java.io.InputStream;

/**
 * An object being read. A connection that ends before the length was read is an {@link IOException}
 * from the stream, never a quiet end.
 *
 * @param object what is being read; its size is the whole object's, also for a range
 * @param stream its bytes; the caller closes the body
 */
public record ObjectBody(StoredObject object, InputStream stream) implements AutoCloseable {
  @Override
  public void close() throws IOException {
    stream.close();
  }
}
