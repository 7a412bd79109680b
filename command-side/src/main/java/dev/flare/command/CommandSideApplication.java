package dev.flare.command;

import dev.flare.command.steps.TransferSteps;
import dev.flare.eventstore.EventStoreSchema;
import dev.flare.messages.shared.Region;
import dev.flare.web.WebConfiguration;
import dev.flare.web.process.SideProcess;
import dev.flare.web.settings.Settings;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The command side as a process of its own, configured by its environment. */
@EnableAutoConfiguration(excludeName = WebConfiguration.PAGES_FOR_PEOPLE)
@Import(CommandSideConfiguration.class)
public class CommandSideApplication {

    /** The group of roles whose rights the command side needs. */
    private static final String APPENDING = "flare_append";

    public static void main(String[] args) {
        SideProcess.run(CommandSideApplication.class, args, CommandSideApplication::check);
    }

    private static void check(Settings given) {
        CommandSettings settings = CommandSettings.from(given);
        for (Region region : settings.regions()) {
            EventStoreSchema.SCHEMA.require(settings.server(), region.name(), APPENDING);
            CommandSchema.SCHEMA.require(settings.server(), region.name(), APPENDING);
        }
        EventStoreSchema.SCHEMA.requireWhereReachable(settings.server(), TransferSteps.SUPERVISOR, APPENDING);
    }
}
