package dev.usher;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The official JavaScript SDK against the gateway, as against the user server itself. */
class FacadeSdkIT {

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().with("login", "{ facade: [ids, domain] }");

    @RegisterExtension
    static final TestGateway handingOn =
            TestGateway.usual().with("login", "{ facade: [ids, domain] }").with("session", "{ tokens: native }");

    @RegisterExtension
    static final TestGateway behindDomain =
            TestGateway.usual().with("login", "{ facade: domain }").with("auth", "{ url: ROOT/api }");

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        Sdk.install();
    }

    @TestFactory
    Stream<DynamicTest> withIdAndKeyInThePath() throws IOException, InterruptedException {
        return Sdk.checks("path", "--server-url", origin(gateway));
    }

    @TestFactory
    Stream<DynamicTest> withASlashTooMany() throws IOException, InterruptedException {
        return Sdk.checks("slash", "--server-url", origin(gateway) + "/");
    }

    @TestFactory
    Stream<DynamicTest> withADomain() throws IOException, InterruptedException {
        return Sdk.checks("domain", "--domain", origin(gateway));
    }

    @TestFactory
    Stream<DynamicTest> withADomainBeforeADomain() throws IOException, InterruptedException {
        return Sdk.checks("domains", "--domain", origin(behindDomain));
    }

    @TestFactory
    Stream<DynamicTest> withTheUserServersOwnTokens() throws IOException, InterruptedException {
        return Sdk.checks("native", "--server-url", origin(handingOn));
    }

    private static String origin(TestGateway gateway) {
        return "http://127.0.0.1:" + gateway.port();
    }
}
