package dev.usher.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.usher.config.IdentitySettings;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a property of a user becomes on the wire. */
class HeaderMappingTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void valuesAreWrittenSoThatTheyCannotEndAField() {
        assertThat(value("\"a\\r\\nX: y\\u0000\\u007f\\t\\u0080\"")).isEqualTo("a%0D%0AX: y%00%7F%09%C2%80");
        assertThat(value("\"\\u010d\\u010a\"")).isEqualTo("%C4%8D%C4%8A");
        assertThat(value("\" outer inner \"")).isEqualTo("%20outer inner%20");
        assertThat(value("\"100%\"")).isEqualTo("100%25");
        assertThat(value("\"a,b\"")).isEqualTo("a,b");
        assertThat(value("\"\\ud83d\\ude00\"")).isEqualTo("%F0%9F%98%80");
        assertThat(value("\"\\ud83d\"")).as("half a character").isEqualTo("?");
    }

    @Test
    void aValueThatNeedsNoEncodingIsNotKeptTwice() {
        ObjectNode alice = user("{\"name\":\"Alice of Wonderland\"}");

        assertThat(mapping(Map.of("N", "name"))
                        .encode(alice, List.of())
                        .getFirst()
                        .value())
                .isSameAs(alice.get("name").textValue());
    }

    @Test
    void numbersAndTruthsAreTextAndListsAreJoined() {
        assertThat(value("4711")).isEqualTo("4711");
        assertThat(value("0.5")).isEqualTo("0.5");
        assertThat(value("false")).isEqualTo("false");
        assertThat(value("[\"a,b\", 1, true, null, {}, \" c \"]")).isEqualTo("a%2Cb,1,true,%20c%20");
    }

    @Test
    void whatHasNoValueHasNoHeader() {
        for (String nothing : List.of("null", "\"\"", "[]", "[null]", "[{}]", "{}", "{\"a\":1}")) {
            assertThat(value(nothing)).as(nothing).isEqualTo("-");
        }
        assertThat(value("\"" + "x".repeat(HeaderValue.MAX_LENGTH + 1) + "\"")).isEqualTo("-");
        assertThat(encode(Map.of("H", "a.b.c"), "{\"a\":{\"b\":null}}")).isEmpty();
        assertThat(encode(Map.of("H", "a.b.c"), "{\"a\":\"b\"}")).isEmpty();
        assertThat(encode(Map.of("H", "a.b.c"), "{\"a\":{\"b\":{\"c\":1}}}"))
                .containsExactly(new IdentityHeader("H", "1"));
    }

    @Test
    void rolesComeFromTheRolesAndNotFromAPropertyOfThatName() {
        assertThat(mapping(Map.of("R", "roles")).encode(user("{\"roles\":\"admin\"}"), List.of("a", "b,c")))
                .containsExactly(new IdentityHeader("R", "a,b%2Cc"));
        assertThat(mapping(Map.of("R", "roles")).encode(user("{\"roles\":\"admin\"}"), List.of()))
                .isEmpty();
    }

    @Test
    void whatIsKeptOfAUserMakesTheSameHeaders() {
        Map<String, String> paths = new LinkedHashMap<>();
        paths.put("A", "a");
        paths.put("B", "b.c");
        paths.put("C", "b.d.e");
        paths.put("R", "roles");
        ObjectNode whole =
                user("{\"a\":[1,\"x\"],\"b\":{\"c\":\"y\",\"d\":{\"e\":null},\"z\":1},\"secret\":1,\"roles\":[2]}");
        HeaderMapping mapping = mapping(paths);

        ObjectNode kept = mapping.project(whole);

        assertThat(mapping.encode(kept, List.of("r")))
                .isEqualTo(mapping.encode(whole, List.of("r")))
                .hasSize(3);
        assertThat(kept.toString()).doesNotContain("secret", "z", "roles");
    }

    @Test
    void everyTextIsReadBackAsItWas() {
        Random random = new Random(31_908);
        for (int i = 0; i < 20_000; i++) {
            String text = random.ints(1 + random.nextInt(12), 0, 0x2ff)
                    .collect(StringBuilder::new, (s, c) -> s.append((char) c), StringBuilder::append)
                    .toString();
            String encoded = value(JSON.getNodeFactory().textNode(text).toString());
            assertThat(encoded).matches("[!-~]([ -~]*[!-~])?");
            assertThat(URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .isEqualTo(text);
        }
    }

    private static String value(String json) {
        List<IdentityHeader> headers = encode(Map.of("H", "p"), "{\"p\":" + json + "}");
        return headers.isEmpty() ? "-" : headers.getFirst().value();
    }

    private static List<IdentityHeader> encode(Map<String, String> paths, String user) {
        return mapping(paths).encode(user(user), List.of());
    }

    private static HeaderMapping mapping(Map<String, String> paths) {
        return new HeaderMapping(new IdentitySettings(paths, null, false));
    }

    private static ObjectNode user(String json) {
        try {
            JsonNode node = JSON.readTree(json);
            return (ObjectNode) node;
        } catch (java.io.IOException e) {
            throw new AssertionError(json, e);
        }
    }
}
