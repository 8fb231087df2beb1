package dev.usher.sandbox;

import dev.usher.Sdk;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The official JavaScript SDK against the sandbox: what it accepts is what the sandbox must speak. */
class SandboxSdkIT {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @BeforeAll
    static void install() throws IOException, InterruptedException {
        Sdk.install();
    }

    @TestFactory
    Stream<DynamicTest> theSdkWorksWithIdAndKeyInThePath() throws IOException, InterruptedException {
        SandboxUserServer sandbox =
                SandboxUserServer.start(vertx, SandboxOptions.defaults()).await();
        return Sdk.checks("sandbox-path", "--server-url", sandbox.origin());
    }

    @TestFactory
    Stream<DynamicTest> theSdkWorksWithADomain() throws IOException, InterruptedException {
        SandboxUserServer sandbox =
                SandboxUserServer.start(vertx, SandboxOptions.defaults()).await();
        return Sdk.checks("sandbox-domain", "--domain", sandbox.origin());
    }
}
