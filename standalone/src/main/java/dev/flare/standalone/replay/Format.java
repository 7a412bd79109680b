package dev.flare.standalone.replay;

import java.io.PrintWriter;
import tools.jackson.databind.json.JsonMapper;

/** How a replay is printed. */
enum Format {
    TABLE {
        @Override
        void print(String answer, PrintWriter out) {
            ReplayTable.print(Replay.read(answer), out);
        }
    },
    /** Everything that was answered, also what this version knows nothing of. */
    JSON {
        @Override
        void print(String answer, PrintWriter out) {
            JsonMapper mapper = JsonMapper.shared();
            out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(mapper.readTree(answer)));
        }
    },
    /** A line for each account, amounts in minor units. */
    CSV {
        @Override
        void print(String answer, PrintWriter out) {
            ReplayCsv.print(Replay.read(answer), out);
        }
    };

    abstract void print(String answer, PrintWriter out);
}
