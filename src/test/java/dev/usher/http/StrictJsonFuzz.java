package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Bytes are one value, which is written as it was read, or an IOException that repeats none of them. */
public class StrictJsonFuzz {

    private static final int DEEPEST = 64;

    @FuzzTest(maxDuration = "2m")
    void fuzz(byte[] json) {
        law(json);
    }

    public static void law(String json) {
        law(json.getBytes(StandardCharsets.UTF_8));
    }

    private static void law(byte[] json) {
        try {
            JsonNode node = StrictJson.parse(json);
            assertThat(depth(node)).isLessThanOrEqualTo(DEEPEST);
            byte[] written = StrictJson.write(node);
            assertThat(StrictJson.write(StrictJson.parse(written))).isEqualTo(written);
        } catch (IOException refused) {
            assertThat(refused).hasNoCause();
            assertThat(String.valueOf(refused.getMessage())).hasSizeLessThan(60);
        }
    }

    private static int depth(JsonNode node) {
        int deepest = 0;
        for (JsonNode child : node) {
            deepest = Math.max(deepest, depth(child));
        }
        return node.isContainerNode() ? deepest + 1 : 0;
    }
}
