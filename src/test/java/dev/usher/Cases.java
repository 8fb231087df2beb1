package dev.usher;

import java.util.Random;
import java.util.function.Consumer;

/** Seeded random texts for a law that holds of every one; the text that breaks it is shown. */
final class Cases {

    private static final int LONGEST = 12;

    private final Random random;
    private final String[] parts;

    /** @param parts what texts are made of, beside single characters */
    Cases(long seed, String... parts) {
        this.random = new Random(seed);
        this.parts = parts;
    }

    void obey(int count, Consumer<String> law) {
        for (int i = 0; i < count; i++) {
            String text = next();
            try {
                law.accept(text);
            } catch (RuntimeException | AssertionError broken) {
                throw new AssertionError("case " + i + " breaks the law: " + visible(text), broken);
            }
        }
    }

    private String next() {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(LONGEST); n > 0; n--) {
            text.append(random.nextInt(12) == 0 ? character() : parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }

    private String character() {
        return String.valueOf((char) random.nextInt(random.nextInt(8) == 0 ? 0x10000 : 0x100));
    }

    /** On one line, with escapes for all that is not. */
    static String visible(String text) {
        StringBuilder visible = new StringBuilder().append('"');
        text.chars()
                .forEach(c -> visible.append(c >= ' ' && c < 0x7f ? String.valueOf((char) c) : "\\u%04x".formatted(c)));
        return visible.append('"').toString();
    }
}
