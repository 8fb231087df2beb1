package dev.usher.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the gateway's own requests name as their host, RFC 9110 section 7.2. */
class TargetTest {

    @ParameterizedTest
    @CsvSource({
        "http://a.example, a.example",
        "http://a.example:80, a.example",
        "http://a.example:443, a.example:443",
        "https://a.example:443, a.example",
        "https://a.example:80, a.example:80",
        "http://127.0.0.1:8080, 127.0.0.1:8080",
        "http://[::1]:8080, [::1]:8080"
    })
    void namesItsHostAndAPortThatIsNotTheUsualOne(URI url, String authority) {
        assertThat(Target.of(url, null).authority()).isEqualTo(authority);
    }
}
