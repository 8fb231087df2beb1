package dev.usher.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what a misspelt word was meant to be. */
final class Suggestion {

    private static final int MAX_LENGTH = 40;

    private Suggestion() {}

    /** {@code did you mean ...?}, or nothing when no word is near. */
    static String among(Collection<String> words, String written) {
        return nearest(words, written).map(Suggestion::of).orElse("");
    }

    static String of(String word) {
        return "did you mean " + word + "?";
    }

    private static Optional<String> nearest(Collection<String> words, String written) {
        if (written.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String folded = fold(written);
        return words.stream()
                .filter(word -> distance(fold(word), folded) <= Math.max(1, folded.length() / 3))
                .min(Comparator.comparingInt(word -> distance(fold(word), folded)));
    }

    /** So that {@code maxAge} and {@code MAX_AGE} are next to {@code max-age}. */
    private static String fold(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
    private static int distance(String a, String b) {
        int[][] steps = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                steps[i][j] = i == 0 ? j : j == 0 ? i : step(steps, a, b, i, j);
            }
        }
        return steps[a.length()][b.length()];
    }

    private static int step(int[][] steps, String a, String b, int i, int j) {
        int substitution = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(Math.min(steps[i - 1][j], steps[i][j - 1]) + 1, steps[i - 1][j - 1] + substitution);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, steps[i - 2][j - 2] + 1) : best;
    }
}
