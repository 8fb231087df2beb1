package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a file holds, reading it ends and answers; a failure names the seed's text. */
class HostileFileTest {

    private static final String ALPHABET = " \n\t:-{}[]*&!|>'\"%@`#,?\\$/~.0aZ\u00e4\u0000\u2028\ud800\ufeff";
    private static final int ROUNDS = 1_000;

    private final Random random = new Random(20_261_124);

    @Test
    void noTextMakesTheReaderThrow() {
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(80);
            while (text.length() < length) {
                text.append(character());
            }
            survives(text.toString());
        }
    }

    @Test
    void noMutationOfAGoodFileMakesTheReaderThrow() throws IOException {
        String good = Files.readString(Path.of("conf/usher.yaml")) + Files.readString(Path.of("conf/demo.yaml"));
        String[] lines = good.lines().filter(line -> !line.startsWith("#")).toArray(String[]::new);
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder text = new StringBuilder(String.join("\n", lines));
            int mutations = 1 + random.nextInt(4);
            for (int i = 0; i < mutations; i++) {
                mutate(text);
            }
            survives(text.toString());
        }
    }

    @Test
    void noBytesMakeTheReaderThrow() {
        byte[] bytes = new byte[200];
        for (int round = 0; round < ROUNDS; round++) {
            random.nextBytes(bytes);
            survives(new String(bytes, StandardCharsets.ISO_8859_1));
            survives("a: \"\\U" + HexFormat.of().formatHex(bytes, 0, 4) + "\"");
        }
    }

    private void mutate(StringBuilder text) {
        int at = random.nextInt(text.length());
        int end = Math.min(text.length(), at + 1 + random.nextInt(12));
        switch (random.nextInt(4)) {
            case 0 -> text.delete(at, end);
            case 1 -> text.insert(at, text.substring(at, end));
            case 2 -> text.setCharAt(at, character());
            default -> text.insert(at, character());
        }
    }

    private char character() {
        return ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    }

    private static void survives(String text) {
        assertThatCode(() -> Texts.read(text)).as(text).doesNotThrowAnyException();
    }
}
