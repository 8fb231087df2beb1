package dev.usher.sandbox;

import static dev.usher.sandbox.SandboxFixture.code;
import static dev.usher.sandbox.SandboxFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SandboxSessionTest {

    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

    private final SandboxFixture sandbox = new SandboxFixture();

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private String validity(String token) {
        return sandbox.get("/users/isvalidusertoken/" + token, null).body();
    }

    @Test
    void aTokenIsValidUntilItsLogout() {
        String token = sandbox.token(DemoUser.ALICE);
        assertThat(validity(token)).isEqualTo("true");

        HttpResponse<String> logout = sandbox.get("/users/logout", token);

        assertThat(logout.statusCode()).isEqualTo(200);
        assertThat(logout.body()).isEmpty();
        assertThat(validity(token)).isEqualTo("false");
    }

    @Test
    void anUnknownTokenIsInvalidAndNotAnError() {
        HttpResponse<String> response = sandbox.get("/users/isvalidusertoken/NONE", "NONE");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("false");
    }

    @Test
    void aDeadTokenInTheHeaderIs3064AndTheMessageSaysTheToken() {
        HttpResponse<String> response = sandbox.get("/users/userroles", "C0FFEE");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(code(response)).isEqualTo(3064);
        assertThat(json(response).getString("message"))
                .isEqualTo("Not existing user token - C0FFEE. Relogin user to update your user token");
    }

    @Test
    void aLogoutWithoutATokenIsRefused() {
        assertThat(code(sandbox.get("/users/logout", null))).isEqualTo(3023);
    }

    @Test
    void aSessionEndsAfterItsIdleTime() {
        String token = sandbox.token(DemoUser.ALICE);

        sandbox.pass(Duration.ofHours(1));

        assertThat(validity(token)).isEqualTo("false");
    }

    @Test
    void everyCallWithTheHeaderStartsTheIdleTimeAnew() {
        String token = sandbox.token(DemoUser.ALICE);
        sandbox.pass(HALF_AN_HOUR);
        sandbox.get("/users/userroles", token);
        sandbox.pass(HALF_AN_HOUR);
        sandbox.get("/users/isvalidusertoken/" + token, token);
        sandbox.pass(HALF_AN_HOUR);

        assertThat(validity(token)).isEqualTo("true");
    }

    @Test
    void askingAboutATokenWithoutTheHeaderDoesNotKeepItAlive() {
        String token = sandbox.token(DemoUser.ALICE);
        sandbox.pass(HALF_AN_HOUR);
        assertThat(validity(token)).isEqualTo("true");
        sandbox.pass(HALF_AN_HOUR);

        assertThat(validity(token)).isEqualTo("false");
    }

    @Test
    void byDefaultANewLoginEndsTheOldSession() {
        String first = sandbox.token(DemoUser.ALICE);
        String second = sandbox.token(DemoUser.ALICE);

        assertThat(validity(first)).isEqualTo("false");
        assertThat(validity(second)).isEqualTo("true");
    }

    @Test
    void aSecondLoginCanBeRefusedInstead() {
        sandbox.server.settings(sandbox.server.settings().withLogins(LoginPolicy.NEW_LOGIN_REFUSED));
        String first = sandbox.token(DemoUser.ALICE);

        assertThat(code(sandbox.login("alice@example.com", "wonderland"))).isEqualTo(3002);
        assertThat(validity(first)).isEqualTo("true");
    }

    @Test
    void sessionsCanLiveSideBySideUpToALimit() {
        sandbox.server.settings(
                sandbox.server.settings().withLogins(LoginPolicy.SIDE_BY_SIDE).withMaxConcurrentLogins(2));
        String first = sandbox.token(DemoUser.ALICE);
        String second = sandbox.token(DemoUser.ALICE);

        assertThat(code(sandbox.login("alice@example.com", "wonderland"))).isEqualTo(3044);
        assertThat(validity(first)).isEqualTo("true");
        assertThat(validity(second)).isEqualTo("true");
    }

    @Test
    void disablingAUserCutsTheSessionsForGood() {
        String token = sandbox.token(DemoUser.ALICE);

        sandbox.server.status("alice@example.com", UserStatus.DISABLED);
        assertThat(validity(token)).isEqualTo("false");
        assertThat(code(sandbox.get("/users/userroles", token))).isEqualTo(3090);

        sandbox.server.status("alice@example.com", UserStatus.ENABLED);
        assertThat(validity(token)).isEqualTo("false");
    }

    @Test
    void allUsersCanBeLoggedOutAtOnce() {
        String token = sandbox.token(DemoUser.ALICE);
        assertThat(sandbox.server.liveSessions()).isEqualTo(1);

        sandbox.server.endAllSessions();

        assertThat(sandbox.server.liveSessions()).isZero();
        assertThat(validity(token)).isEqualTo("false");
    }
}
