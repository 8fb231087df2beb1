package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderNameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "content_length",
                "X-HTTP-Method-Override",
                "X-Http-Method",
                "X-Method-Override",
                "True-Client-IP",
                "X-Client-IP",
                "X-Cluster-Client-IP",
                "X-Original-Host",
                "X-Original-URL",
                "X-Rewrite-URL",
                "X-Forwarded-User",
                "X.Request.Id",
                "Authorization",
                "Cookie"
            })
    void aUserCannotBeWrittenIntoAHeaderThatServersActOn(String name) {
        assertThatThrownBy(() -> HeaderName.forIdentity(name)).isInstanceOf(Rejected.class);
    }

    @Test
    void namesThatSayWhoCallsAreFree() throws Rejected {
        assertThat(HeaderName.forIdentity("X-User-Id")).isEqualTo("X-User-Id");
        assertThat(HeaderName.forIdentity("Remote-User")).isEqualTo("Remote-User");
    }
}
