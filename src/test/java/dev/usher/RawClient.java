package dev.usher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** One connection to the gateway, by hand. */
final class RawClient implements AutoCloseable {

    private static final int LONGEST_SILENCE_MILLIS = 10_000;

    private final Socket socket;

    RawClient(int port) {
        this(port, "127.0.0.1");
    }

    /** @param from an address of this machine */
    RawClient(int port, String from) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.ofLiteral(from), 0);
            socket.setSoTimeout(LONGEST_SILENCE_MILLIS);
            socket.setTcpNoDelay(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawClient say(String bytes) {
        return say(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient say(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that nothing more comes, and goes on reading. */
    RawClient sayNoMore() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything up to and with these bytes, or up to the end of the connection. */
    String readUntil(String end) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try {
            for (int next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                read.write(next);
                if (next == end.charAt(end.length() - 1)
                        && read.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
                    break;
                }
            }
        } catch (SocketTimeoutException silent) {
            throw new AssertionError("silence after: " + read.toString(StandardCharsets.ISO_8859_1), silent);
        } catch (IOException reset) {
            read.writeBytes("<reset>".getBytes(StandardCharsets.ISO_8859_1));
        }
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    String readHead() {
        return readUntil("\r\n\r\n");
    }

    /** What comes until the gateway closes; it ends with {@code <reset>} where it did not close in order. */
    String readAll() {
        StringBuilder all = new StringBuilder();
        byte[] buffer = new byte[8_192];
        try {
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                all.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketTimeoutException silent) {
            throw new AssertionError("not closed after: " + all, silent);
        } catch (IOException reset) {
            all.append("<reset>");
        }
        return all.toString();
    }

    /** The same when it is too much to keep: how many bytes. */
    long skipAll() {
        long bytes = 0;
        byte[] buffer = new byte[65_536];
        try {
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                bytes += n;
            }
        } catch (SocketTimeoutException silent) {
            throw new AssertionError("not closed after " + bytes + " bytes", silent);
        } catch (IOException reset) {
            // the end, too
        }
        return bytes;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
