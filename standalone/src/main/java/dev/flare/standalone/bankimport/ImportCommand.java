package dev.flare.standalone.bankimport;

import picocli.CommandLine.Command;

/** Brings in data from outside, by kind. */
@Command(
        name = "import",
        description = "Bring in real data through the REST commands.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "KIND",
        subcommands = ImportBankCommand.class)
public final class ImportCommand {}
