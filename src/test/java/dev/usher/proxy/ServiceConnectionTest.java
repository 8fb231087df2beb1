package dev.usher.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.config.Balance;
import dev.usher.config.TargetSettings;
import dev.usher.observe.Metrics;
import dev.usher.proxy.Attempts.Repeat;
import io.netty.channel.embedded.EmbeddedChannel;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.internal.ContextInternal;
import java.net.URI;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a connection to a service can carry, and what becomes of it. */
class ServiceConnectionTest {

    private static final Vertx vertx = Vertx.vertx();

    private final EmbeddedChannel channel = new EmbeddedChannel();

    @AfterAll
    static void close() {
        vertx.close();
    }

    /** @param streams that the service allows; 0: it speaks HTTP/1.1 */
    private ServiceConnection connection(long streams) {
        Target target = Target.of(URI.create("http://127.0.0.1"), null);
        Connector connector = new Connector(vertx, version -> FakeServices.closed(), target);
        Connections home = new Connections(vertx, connector, target, TargetSettings.USUAL.pool(), new Metrics());
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        return new ServiceConnection(
                home, new UnpooledHttpClientConnection(FakeServices.connection(channel, context, streams)));
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "100, 100", "128, 128", "1000, 128"})
    void carriesAsManyAsBothSidesAllow(long streams, int most) {
        ServiceConnection connection = connection(streams);

        for (int i = 0; i < most; i++) {
            assertThat(connection.hasRoom()).isTrue();
            connection.begin();
        }

        assertThat(connection.hasRoom()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, false", "100, true"})
    void aRequestThatBreaksOffTakesAnHttp1ConnectionWithIt(long streams, boolean stays) {
        ServiceConnection connection = connection(streams);
        connection.begin();

        connection.drop();

        assertThat(channel.isOpen()).isEqualTo(stays);
    }

    /** Else a service that closes whatever it is asked would be asked for ever. */
    @Test
    void thatItWasClosedSaysNothingTheFirstTimeAlone() {
        HttpClosedException closed = new HttpClosedException("closed");
        ServiceConnection connection = connection(0);
        assertThat(attempts().afterBreak(closed, connection, true, true)).isEqualTo(Repeat.NOT);
        connection.begin();
        connection.giveBack();

        Attempts attempts = attempts();
        assertThat(attempts.afterBreak(closed, connection, true, true)).isEqualTo(Repeat.ON_FRESH_CONNECTION);
        assertThat(attempts.afterBreak(closed, connection, true, true)).isEqualTo(Repeat.NOT);
    }

    private static Attempts attempts() {
        Random random = new Random(1);
        Balancer balancer = Balancer.of(new Balance.LeastRequests(), random);
        return new Attempts(new Targets(List.of(), balancer, null, random, System::nanoTime), 0);
    }
}
