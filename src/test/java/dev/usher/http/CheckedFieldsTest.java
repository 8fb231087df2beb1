package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.util.AsciiString;
import io.vertx.core.http.impl.headers.Http1xHeaders;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckedFieldsTest {

    /** As a string, which codecs make of them, and as what the gateway's own values are. */
    @Test
    void takeNoControlCharacterInAValueButATab() {
        for (char octet = 0; octet <= 0xff; octet++) {
            for (String value : values(octet)) {
                boolean isControl = octet < ' ' && octet != '\t' || octet == 0x7f;
                if (isControl) {
                    refuse("x", value);
                    refuse("x", new AsciiString(value));
                } else {
                    assertThat(CheckedFields.create().add("x", value).get("x")).isEqualTo(value);
                }
            }
        }
    }

    /** At each place of a short one and of a long one. */
    private static List<String> values(char octet) {
        List<String> values = new ArrayList<>();
        for (int length : new int[] {2, 32, 45}) {
            for (int place = 1; place < length; place++) {
                values.add("a".repeat(place) + octet + "\u00ff".repeat(length - place - 1));
            }
        }
        return values;
    }

    @Test
    void takeNoBlankBeforeAValue() {
        refuse("x", " a");
        refuse("x", " " + "a".repeat(100));
        refuse("x", "\t" + "a".repeat(100));
    }

    @Test
    void takeWhatIsNoOctetForNoControlCharacter() {
        String value = "\u010a".repeat(40);

        assertThat(CheckedFields.create().add("x", value).get("x")).isEqualTo(value);
    }

    @Test
    void takeNoNameThatIsNoToken() {
        for (char octet = 0; octet <= 0xff; octet++) {
            boolean isToken = "!#$%&'*+-.^_`|~".indexOf(octet) >= 0
                    || octet >= '0' && octet <= '9'
                    || octet >= 'A' && octet <= 'Z'
                    || octet >= 'a' && octet <= 'z';
            if (!isToken) {
                refuse("x" + octet, "a");
                refuse(octet + "x", "a");
            }
        }
    }

    @Test
    void takeAValueThatIsEmpty() {
        assertThat(CheckedFields.create().add("x", "").get("x")).isEmpty();
    }

    private static void refuse(CharSequence name, CharSequence value) {
        Http1xHeaders fields = CheckedFields.create();

        assertThatIllegalArgumentException().isThrownBy(() -> fields.add(name, value));
    }
}
