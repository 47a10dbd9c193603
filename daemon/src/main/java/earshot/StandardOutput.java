package earshot;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard output as it is: without the print stream that would swallow every error, so that it is
 * noticed when the reader of a pipe has left. On the writer's thread.
 */
final class StandardOutput extends OutputStream {

  private final OutputStream out = new FileOutputStream(FileDescriptor.out);
  private final Runnable broken;

  /**
   * @param broken run at each write that fails
   */
  StandardOutput(Runnable broken) {
    this.broken = broken;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int count) throws IOException {
    try {
      out.write(bytes, from, count);
    } catch (IOException e) {
      broken.run();
      throw e;
    }
  }
}
