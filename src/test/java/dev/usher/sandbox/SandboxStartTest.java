package dev.usher.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.BindException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxStartTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPortInUseFailsTheStartWithTheBindException(boolean nativeTransport) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport));
        try {
            int taken = EchoService.start(vertx, "127.0.0.1", 0).await().port();
            SandboxOptions options = SandboxOptions.defaults().withPort(taken);

            assertThatThrownBy(() -> SandboxUserServer.start(vertx, options).await())
                    .isInstanceOf(BindException.class);
            assertThatThrownBy(
                            () -> EchoService.start(vertx, "127.0.0.1", taken).await())
                    .isInstanceOf(BindException.class);
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void aClosedServerFreesItsPort() {
        Vertx vertx = Vertx.vertx();
        try {
            SandboxUserServer first =
                    SandboxUserServer.start(vertx, SandboxOptions.defaults()).await();
            SandboxOptions samePort = SandboxOptions.defaults().withPort(first.port());
            first.close().await();

            assertThat(SandboxUserServer.start(vertx, samePort).await().port()).isEqualTo(samePort.port());
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void onlyLoopbackIsListenedOn() {
        assertThatThrownBy(() -> SandboxOptions.defaults().withHost("0.0.0.0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0.0.0.0");
    }
}
