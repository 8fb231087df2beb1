package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A real proxy that asks a gateway about its requests, by the file of docs/forward-auth that people copy. */
final class FrontProxy implements AutoCloseable {

    private static final Path FILES = Path.of("docs/forward-auth").toAbsolutePath();

    private final int port = FreePort.any();
    private final Distribution process;

    /** The proxies that Debian has. */
    enum Kind {
        NGINX("nginx"),
        HAPROXY("haproxy"),
        CADDY("caddy");

        private final String program;

        Kind(String program) {
            this.program = program;
        }

        private List<String> files() {
            return switch (this) {
                case NGINX -> List.of("nginx.conf");
                case HAPROXY -> List.of("haproxy.cfg", "usher.lua");
                case CADDY -> List.of("Caddyfile");
            };
        }

        private boolean isInstalled() {
            return Stream.of((System.getenv("PATH") + ":/usr/sbin").split(":", -1))
                    .anyMatch(directory -> new File(directory, program).canExecute());
        }

        /** Whoever runs tests on a laptop need not have all of them. */
        void require() {
            if (System.getenv("CI") == null) {
                assumeTrue(isInstalled(), program + " is not installed (Debian's package " + program + ")");
            }
            assertThat(isInstalled()).as(program + " on CI").isTrue();
        }

        /** What starts it, and ends with this process. */
        private List<String> command(Path directory) throws IOException {
            return switch (this) {
                case NGINX -> {
                    String temporary = Stream.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
                            .map(what -> what + "_temp_path " + directory + "/" + what + ";")
                            .reduce("", String::concat);
                    String main =
                            "daemon off; user root; pid " + directory + "/pid; error_log stderr; events {} http { "
                                    + "access_log off; " + temporary + " include " + directory + "/nginx.conf; }";
                    Path file = Files.writeString(directory.resolve("main.conf"), main);
                    yield List.of("nginx", "-p", directory.toString(), "-c", file.toString());
                }
                case HAPROXY -> List.of("haproxy", "-db", "-f", directory + "/haproxy.cfg");
                case CADDY -> List.of("caddy", "run", "--adapter", "caddyfile", "--config", directory + "/Caddyfile");
            };
        }
    }

    FrontProxy(Kind kind, Path directory, TestGateway gateway) throws IOException {
        for (String name : kind.files()) {
            String file = Files.readString(FILES.resolve(name))
                    .replace("127.0.0.1:8080", "127.0.0.1:" + gateway.port())
                    .replace("127.0.0.1:9000", URI.create(gateway.echo().url()).getAuthority())
                    .replace("listen 80;", "listen 127.0.0.1:" + port + ";")
                    .replace("bind :80", "bind 127.0.0.1:" + port)
                    .replace(":80 {", "{\n\tadmin off\n}\n\nhttp://:" + port + " {")
                    .replace("/etc/haproxy", directory.toString());
            Files.writeString(directory.resolve(name), file);
        }
        Map<String, String> home = Map.of("HOME", directory.toString(), "PATH", System.getenv("PATH") + ":/usr/sbin");
        List<String> command = kind.command(directory);
        process = Distribution.start(
                directory, home, List.of("/usr/bin/env", "sh", "-c", "exec " + String.join(" ", command)));
        try {
            Await.until(this::listens);
        } catch (AssertionError late) {
            throw new AssertionError(kind + " does not listen: " + process.out() + process.err(), late);
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    TestClient client() {
        return new TestClient(port);
    }

    @Override
    public void close() {
        process.close();
    }
}
