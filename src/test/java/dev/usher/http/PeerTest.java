package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PeerTest {

    private final Peer peer = new Peer("192.0.2.1", false);

    @Test
    void aConnectionThatKeepsToItsHostHasOneClient() {
        Client client = peer.asClient("http", "a.example");

        assertThat(peer.asClient("http", "a.example")).isSameAs(client);
        assertThat(peer.asClient("https", "a.example")).isNotSameAs(client);
    }

    /** It may be as long as a head, and there may be thousands of peers. */
    @Test
    void aHostThatIsNoneIsNotKept() {
        Client client = peer.asClient("http", "a.example");
        Client none = peer.asClient("http", "a".repeat(30_000));

        assertThat(none.hasHost()).isFalse();
        assertThat(peer.asClient("http", none.host())).isNotSameAs(none);
        assertThat(peer.asClient("http", "a.example")).isSameAs(client);
    }

    @Test
    void aHostIsNoLongerThanANameAndItsPort() {
        assertThat(peer.asClient("http", "a".repeat(262)).hasHost()).isTrue();
        assertThat(peer.asClient("http", "a".repeat(263)).hasHost()).isFalse();
    }

    /** RFC 7239 section 6: without quotes and brackets the next one reads something else. */
    @Test
    void anAddressOfIpv6IsQuotedAndInBrackets() {
        assertThat(new Peer("2001:db8::1", false).asClient("http", "a").forwarded())
                .isEqualTo("for=\"[2001:db8::1]\";host=\"a\";proto=http");
    }
}
