package dev.usher.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;

/**
 * Where the process begins. The usual command line, {@code run -c FILE}, is understood here: picocli's classes are of
 * Java 5, which no ahead-of-time cache takes, and to load them is a good part of a start.
 */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        int exit = isUsual(arguments)
                ? run(Path.of(arguments[2]))
                : Commands.commandLine().execute(arguments);
        if (exit != 0) {
            System.exit(exit);
        }
    }

    private static boolean isUsual(String[] arguments) {
        return arguments.length == 3
                && arguments[0].equals("run")
                && (arguments[1].equals("-c") || arguments[1].equals("--config"));
    }

    private static int run(Path file) {
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, Charset.defaultCharset());
        try {
            return new GatewayRun(file, err).call();
        } catch (Exception failure) {
            return Failures.report(failure, err);
        }
    }
}
