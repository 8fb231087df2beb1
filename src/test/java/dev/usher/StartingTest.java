package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usher.config.ConfigFile;
import dev.usher.config.Reading;
import dev.usher.config.Settings;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Before the gateway has all that it stands on, it promises nothing. */
class StartingTest {

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual();

    @Test
    void aRevocationThatOtherReplicasMightNotHearOfIs503() throws Exception {
        Future<Usher> starting;
        TestClient admin;
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            admin = new TestClient(FreePort.any());
            starting = Usher.start(gateway.vertx(), settings(admin.port(), silent.getLocalPort()));

            await().ignoreExceptions().until(() -> revoke(admin) == 503);
        }

        Usher usher = TestGateway.await(starting);
        assertThat(revoke(admin)).isEqualTo(202);
        TestGateway.await(usher.stop());
    }

    private static int revoke(TestClient admin) {
        return admin.post("/sessions/revoke", "{\"all\":true}").status();
    }

    /** As the running gateway, but with a store at a port where nobody answers. */
    private static Settings settings(int admin, int store) {
        String host = "admin: { host: 127.0.0.1, port: ";
        String file = gateway.file().replace(host + "0", host + admin) + "session: { keys: ['" + "00".repeat(32)
                + "'], store: 'redis://127.0.0.1:" + store + "' }\n";
        return switch (ConfigFile.read("test.yaml", file, Path.of(""), name -> null)) {
            case Reading.Valid(Settings settings, var warnings) -> settings;
            case Reading.Invalid(var problems) -> throw new IllegalArgumentException(problems.toString());
        };
    }
}
