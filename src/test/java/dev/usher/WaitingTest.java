package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections to a service, those who wait for one, and whole exchanges have their bounds. */
class WaitingTest {

    private static final int AT_ONCE = 100;

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    static final Replica service = new Replica("service");

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual()
            .route("/few/**", route("pool: { connections: 1, waiting: 1, wait: 200ms }"))
            .route("/patient/**", route("pool: { connections: 1, waiting: 1, wait: 1m }"))
            .route("/impatient/**", route("pool: { connections: 1, waiting: 1, wait: 1m }, timeout: { total: 300ms }"))
            .route("/total/**", route("timeout: { total: 200ms }"))
            .route("/kept/**", route("retries: 1"))
            .route("/hanging/**", route("timeout: { response: 1s, total: 1m }"));

    private static OneLoopClient client;

    private static String route(String keys) {
        return "{ target: \"" + service.url() + "\", auth: none, " + keys + " }";
    }

    @BeforeAll
    static void connect() {
        client = new OneLoopClient(gateway.vertx(), gateway.port());
    }

    @AfterAll
    static void stop() {
        client.close();
        service.close();
    }

    @Test
    void whoWaitsTooLongForAConnectionIsSentAway() {
        Future<OneLoopClient.Answer> holds = hang("/few/hang");

        OneLoopClient.Answer late = client.get("/few/1");

        assertThat(late.status()).isEqualTo(503);
        assertThat(late.body()).contains("service-busy");
        assertThat(late.retryAfter()).isNotNull();
        service.release();
        assertThat(OneLoopClient.await(holds).status()).isEqualTo(200);
        assertThat(client.get("/few/1").status()).isEqualTo(200);
    }

    @Test
    void theLineIsBoundedAndWhoWaitsInItGetsTheConnectionThatComesFree() {
        Future<OneLoopClient.Answer> holds = hang("/patient/hang");
        List<Future<OneLoopClient.Answer>> others = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            others.add(client.send(HttpMethod.GET, "/patient/" + i, null));
        }
        await().until(() -> others.stream().filter(Future::isComplete).count() == 2);

        service.release();

        OneLoopClient.await(holds);
        assertThat(others)
                .extracting(answer -> OneLoopClient.await(answer).status())
                .containsExactlyInAnyOrder(200, 503, 503);
    }

    @Test
    void whoLeavesTheLineMakesRoomInItAndIsNotServed() {
        int before = service.requests();
        Future<OneLoopClient.Answer> holds = hang("/patient/hang");
        Runnable leave = client.begin("/patient/left");
        await().until(() -> waiting() == 1);

        leave.run();

        await().until(() -> waiting() == 0);
        Future<OneLoopClient.Answer> next = client.send(HttpMethod.GET, "/patient/next", null);
        await().until(() -> waiting() == 1);
        service.release();
        assertThat(OneLoopClient.await(holds).status()).isEqualTo(200);
        assertThat(OneLoopClient.await(next).status()).isEqualTo(200);
        assertThat(service.requests()).isEqualTo(before + 2);
    }

    @Test
    void whoIsAnsweredBeforeItsTurnLeavesTheLine() {
        Future<OneLoopClient.Answer> holds = hang("/patient/hang");

        assertThat(client.get("/impatient/1").status()).isEqualTo(504);

        assertThat(waiting()).isZero();
        service.release();
        assertThat(OneLoopClient.await(holds).status()).isEqualTo(200);
    }

    private static double waiting() {
        return Gauges.sum(gateway, "usher_service_requests_waiting", "");
    }

    @Test
    void anExchangeThatTakesTooLongInAllIs504() {
        OneLoopClient.Answer answer = OneLoopClient.await(hang("/total/hang"));

        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.body()).contains("service-slow");
        service.release();
    }

    /** Each is watched twice, for its silence and for its total, and whichever barks takes the other along. */
    @Test
    void whoHangsAtTheSameTimeIsAnsweredAtTheSameTime() {
        List<Future<OneLoopClient.Answer>> warming = hangAll("/kept/hang");
        service.release();
        OneLoopClient.await(Future.join(warming));

        long since = System.nanoTime();
        List<Future<OneLoopClient.Answer>> hanging = hangAll("/hanging/hang");

        assertThat(hanging)
                .extracting(answer -> OneLoopClient.await(answer).status())
                .containsOnly(504);
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(3));
        service.release();
    }

    private static List<Future<OneLoopClient.Answer>> hangAll(String path) {
        int before = service.requests();
        List<Future<OneLoopClient.Answer>> answers = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            answers.add(client.send(HttpMethod.GET, path, null));
        }
        await().until(() -> service.requests() == before + AT_ONCE);
        return answers;
    }

    private static Future<OneLoopClient.Answer> hang(String path) {
        int before = service.requests();
        Future<OneLoopClient.Answer> answer = client.send(HttpMethod.GET, path, null);
        await().until(() -> service.requests() > before);
        return answer;
    }
}
