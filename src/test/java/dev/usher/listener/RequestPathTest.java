package dev.usher.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.usher.config.LimitsSettings;
import dev.usher.config.ListenSettings;
import dev.usher.config.ShutdownSettings;
import dev.usher.http.ForwardedHeaders;
import dev.usher.http.Parting;
import dev.usher.http.Rescue;
import dev.usher.observe.AccessLog;
import dev.usher.observe.Metrics;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** There are no such defects, but the day that there is one, clients have their answer, and the log has no secret. */
class RequestPathTest {

    private static final Logger OURS = (Logger) LoggerFactory.getLogger("dev.usher");
    private static final Logger ACCESS = (Logger) LoggerFactory.getLogger("usher.access");

    private final Vertx vertx = Vertx.vertx();
    private final Metrics metrics = new Metrics();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private Supplier<Error> defect = () -> {
        throw new IllegalStateException("s3cret");
    };

    @BeforeEach
    void listen() {
        lines.start();
        OURS.addAppender(lines);
        OURS.setAdditive(false);
        ACCESS.setLevel(Level.INFO);
    }

    @AfterEach
    void stop() {
        OURS.detachAppender(lines);
        OURS.setAdditive(true);
        ACCESS.setLevel(null);
        vertx.close().await();
    }

    @Test
    void whatIsThrownBeforeAnythingIsKnownOfARequestIsAnswered() throws Exception {
        HttpClientResponse answer = ask();

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.getHeader("x-request-id")).isNotEmpty();
        assertThat(said(0))
                .contains(" failed: java.lang.IllegalStateException at dev.usher.")
                .doesNotContain("s3cret");
    }

    /** Too deep a recursion, say: an exception or not, somebody waits for an answer. */
    @Test
    void anErrorIsAnsweredToo() throws Exception {
        defect = () -> new StackOverflowError("s3cret");

        assertThat(ask().statusCode()).isEqualTo(500);
        assertThat(said(0))
                .contains(" failed: java.lang.StackOverflowError at dev.usher.")
                .doesNotContain("s3cret");
    }

    @Test
    void whatIsThrownWhereNobodyCatchesIsSaidWithoutItsMessage() throws Exception {
        ask();

        await().until(() -> lines.list.size() == 2);
        assertThat(said(1))
                .startsWith("an event loop's step failed: java.lang.IllegalArgumentException at dev.usher.")
                .doesNotContain("s3cret");
    }

    private HttpClientResponse ask() throws Exception {
        return vertx.createHttpClient()
                .request(HttpMethod.GET, start(), "127.0.0.1", "/")
                .compose(request -> request.send())
                .await(10, TimeUnit.SECONDS);
    }

    private String said(int line) {
        ILoggingEvent event = lines.list.get(line);
        assertThat(event.getThrowableProxy()).isNull();
        return event.getFormattedMessage();
    }

    private int start() throws Exception {
        BoundPorts bound = new BoundPorts();
        LimitsSettings settings = new LimitsSettings(10, 10, 10, 10, 10, Duration.ofSeconds(10));
        Listener listener = new Listener(
                new ListenSettings(
                        new ListenSettings.Http("127.0.0.1", 0, true),
                        null,
                        new ListenSettings.Admin("127.0.0.1", 0, null)),
                null,
                Duration.ofSeconds(60),
                new ShutdownSettings(Duration.ZERO, Duration.ZERO),
                loop -> new Loop(path(), List.of()),
                bound,
                new Http3Port(),
                new ConnectionLimits(settings, peer -> true, metrics));
        vertx.deployVerticle(listener).await(10, TimeUnit.SECONDS);
        return bound.http();
    }

    @SuppressWarnings("NullAway") // a request that cannot be identified gets to none of the stages
    private RequestPath path() {
        Parting parting = new Parting(vertx);
        ForwardedHeaders failing = new ForwardedHeaders(peer -> {
            throw defect.get();
        });
        AccessLog failingToo = new AccessLog(metrics, () -> {
            throw new IllegalArgumentException("s3cret");
        });
        return new RequestPath(
                new Guard(failing, 100),
                null,
                null,
                null,
                null,
                null,
                null,
                new Rescue(parting, (exchange, failure) -> {}),
                failingToo,
                new Overload(vertx, 10, metrics),
                null,
                null,
                null,
                parting,
                new Unread(vertx, Ticker.systemTicker(), metrics, Duration.ofMinutes(1), 1));
    }
}
