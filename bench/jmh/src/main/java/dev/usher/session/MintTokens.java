package dev.usher.session;

import dev.usher.config.ConfigFile;
import dev.usher.config.Reading;
import dev.usher.config.Settings;
import java.io.BufferedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Prints sealed tokens that a gateway has never seen, one a line. Arguments: its configuration, how many. */
public final class MintTokens {

    private MintTokens() {}

    public static void main(String[] arguments) {
        if (!(ConfigFile.read(Path.of(arguments[0]), System::getenv) instanceof Reading.Valid valid)) {
            throw new IllegalArgumentException(arguments[0] + " is not a valid configuration");
        }
        Settings settings = valid.settings();
        SealedTokens tokens =
                new SealedTokens(new Seals(settings.session().keys(), settings.auth().url()));
        Binding alice = Alice.binding();
        try (PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false, StandardCharsets.US_ASCII)) {
            for (int i = Integer.parseInt(arguments[1]); i > 0; i--) {
                out.print(tokens.issue(alice) + "\n");
            }
        }
    }
}
