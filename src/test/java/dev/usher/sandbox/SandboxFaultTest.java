package dev.usher.sandbox;

import static dev.usher.sandbox.SandboxFixture.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SandboxFaultTest {

    private static final String VALIDATE = "/users/isvalidusertoken/T";

    private final SandboxFixture sandbox = new SandboxFixture();
    private final Faults faults = sandbox.server.faults();

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private HttpResponse<String> validate() {
        return sandbox.get(VALIDATE, null);
    }

    @Test
    void aFaultIsForTheNextCallsOnly() {
        faults.next(2, Operation.VALIDATE, Fault.serverError());

        assertThat(validate().statusCode()).isEqualTo(500);
        assertThat(validate().statusCode()).isEqualTo(500);
        assertThat(validate().body()).isEqualTo("false");
    }

    @Test
    void aFaultStaysUntilItIsCleared() {
        faults.set(Operation.VALIDATE, Fault.stringTrue());
        assertThat(validate().body()).isEqualTo("\"true\"");
        assertThat(validate().body()).isEqualTo("\"true\"");

        faults.clear(Operation.VALIDATE);

        assertThat(validate().body()).isEqualTo("false");
    }

    @Test
    void aFaultOfOneOperationLeavesTheOthersAlone() {
        faults.set(Operation.LOGIN, Fault.serverError());

        assertThat(validate().statusCode()).isEqualTo(200);
    }

    @Test
    void everyOperationCanFailAtOnce() {
        faults.setAll(Fault.error(400, 999, "limit"));

        assertThat(code(validate())).isEqualTo(999);
        assertThat(code(sandbox.login("alice@example.com", "wonderland"))).isEqualTo(999);

        faults.clear();
        assertThat(validate().body()).isEqualTo("false");
    }

    @Test
    void repliesAreAsWritten() {
        faults.next(1, Operation.VALIDATE, Fault.tooManyRequests(7));
        HttpResponse<String> limited = validate();
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("Retry-After")).contains("7");

        faults.next(1, Operation.VALIDATE, Fault.redirect("/elsewhere"));
        HttpResponse<String> redirect = validate();
        assertThat(redirect.statusCode()).isEqualTo(302);
        assertThat(redirect.headers().firstValue("Location")).contains("/elsewhere");

        faults.next(1, Operation.VALIDATE, Fault.html());
        assertThat(validate().body()).startsWith("<html>");

        faults.next(1, Operation.VALIDATE, Fault.emptyBody());
        assertThat(validate().body()).isEmpty();

        faults.next(1, Operation.VALIDATE, Fault.malformedJson());
        assertThat(validate().body()).startsWith("{").doesNotContain("}");

        faults.next(1, Operation.VALIDATE, Fault.oversize(3_000_000));
        assertThat(validate().body()).hasSize(3_000_000);
    }

    @Test
    void aResetClosesTheConnectionWithoutAnAnswer() {
        faults.set(Operation.VALIDATE, Fault.reset());

        assertThatThrownBy(this::validate).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void aHangingCallIsNeverAnswered() {
        faults.set(Operation.VALIDATE, Fault.hang());

        CompletableFuture<HttpResponse<String>> call = sandbox.getLater(VALIDATE, null);

        await().until(() -> sandbox.server.calls(Operation.VALIDATE) == 1);
        assertThat(sandbox.get("/info", null).statusCode()).isEqualTo(200);
        assertThat(call).isNotDone();
    }

    @Test
    void aDelayedAnswerComesLater() {
        faults.set(Operation.VALIDATE, Fault.delay(Duration.ofMillis(50)));
        long start = System.nanoTime();

        assertThat(validate().body()).isEqualTo("false");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void aHeldAnswerIsThatOfTheTimeTheCallArrived() {
        String token = sandbox.token(DemoUser.ALICE);
        Fault.Held hold = Fault.hold();
        faults.set(Operation.VALIDATE, hold);
        CompletableFuture<HttpResponse<String>> call = sandbox.getLater("/users/isvalidusertoken/" + token, token);
        await().until(() -> hold.arrived() == 1);

        sandbox.get("/users/logout", token);
        assertThat(call).isNotDone();
        hold.release();

        assertThat(call.join().body()).isEqualTo("true");
    }

    @Test
    void callsAreCountedByOperation() {
        validate();
        validate();
        sandbox.login("alice@example.com", "wrong");

        assertThat(sandbox.server.calls(Operation.VALIDATE)).isEqualTo(2);
        assertThat(sandbox.server.calls(Operation.LOGIN)).isEqualTo(1);
        assertThat(sandbox.server.calls(Operation.ROLES)).isZero();

        sandbox.server.resetCalls();
        assertThat(sandbox.server.calls(Operation.VALIDATE)).isZero();
        assertThat(sandbox.server.lastCall(Operation.VALIDATE)).isNull();
    }

    @Test
    void theLastCallOfAnOperationCanBeLookedAt() {
        sandbox.get(VALIDATE, "T");

        Received call = Objects.requireNonNull(sandbox.server.lastCall(Operation.VALIDATE));

        assertThat(call.target()).isEqualTo("/DEMO-APP/DEMO-KEY" + VALIDATE);
        assertThat(call.headers().get("User-Token")).isEqualTo("T");
    }

    @Test
    void aCallTheSandboxDoesNotKnowIsCountedToo() {
        HttpResponse<String> response = sandbox.get("/users/nonsense", null);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(sandbox.server.calls(Operation.OTHER)).isEqualTo(1);
    }
}
