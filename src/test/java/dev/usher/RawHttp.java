package dev.usher;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Says bytes to a port that no client would say, and tells what came back and whether the connection was closed. */
final class RawHttp {

    private static final int PATIENCE_MILLIS = 10_000;

    private RawHttp() {}

    /**
     * What a connection came to.
     *
     * @param text all that was answered, ISO-8859-1
     * @param closed whether the server ended the connection; it does so at once or not at all
     */
    record Heard(String text, boolean closed) {

        int status() {
            return text.startsWith("HTTP/1.") ? Integer.parseInt(text.substring(9, 12)) : -1;
        }

        int answers() {
            return text.split("HTTP/1\\.[01] \\d{3}", -1).length - 1;
        }
    }

    /** Sends the bytes (ISO-8859-1) and reads until the server closes. */
    static Heard say(int port, String bytes) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return hear(socket.getInputStream());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Heard hear(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[8_192];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                text.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            }
            return new Heard(text.toString(), true);
        } catch (SocketTimeoutException stillOpen) {
            return new Heard(text.toString(), false);
        } catch (SocketException reset) {
            return new Heard(text.toString(), true);
        }
    }
}
