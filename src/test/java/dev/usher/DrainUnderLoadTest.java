package dev.usher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Stopped twenty times in the middle of requests: every one of them is answered, or was never taken. */
class DrainUnderLoadTest {

    private static final int TIMES = 20;
    private static final int CLIENTS = 6;

    @RegisterExtension
    static final QuietLog log = new QuietLog();

    @RegisterExtension
    static final TestGateway gateway = TestGateway.usual().with("shutdown", "{ drain: 10s, grace: 5s }");

    @Test
    void noRequestIsLost() throws Exception {
        for (int i = 0; i < TIMES; i++) {
            Usher usher = gateway.another();
            List<LoadClient> clients = IntStream.range(0, CLIENTS)
                    .mapToObj(n -> new LoadClient(usher.httpPort(), n % 2 == 0 ? "/public/1" : "/public/bytes/40000"))
                    .toList();
            List<Thread> threads =
                    clients.stream().map(Thread.ofVirtual()::start).toList();
            await().until(() -> clients.stream().allMatch(client -> client.answered() > 5));

            TestGateway.await(usher.stop());

            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(clients).allSatisfy(client -> assertThat(client.lost()).isEmpty());
        }
    }
}
