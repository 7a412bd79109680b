package dev.flare.saga.read;

import dev.flare.messages.shared.RefusalCode;
import dev.flare.messages.shared.RefusedException;
import dev.flare.messages.view.PageRequest;
import dev.flare.saga.answer.AsOf;
import dev.flare.saga.lists.Lists;
import dev.flare.saga.supervision.SupervisorLog;
import dev.flare.web.asking.Cursor;
import dev.flare.web.asking.Cursors;
import dev.flare.web.asking.Parameters;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A page of a list, newest first. */
record Page<T>(Cursor<T> cursor, AsOf asOf) {

    static PageRequest request(Parameters parameters) {
        PageRequest page = parameters.page();
        if (page.key() != null && !page.key().matches("[0-9]{1,18}")) {
            throw Cursors.unknown();
        }
        return page;
    }

    /** Tables know what is, not what was. */
    static void refuseFilters(Moments.Wanted wanted, Lists.Filter filter) {
        if (wanted.fixed() == null) {
            return;
        }
        refuse("status", filter.status());
        refuse("type", filter.type());
        refuse("participant", filter.participant());
    }

    private static void refuse(String name, @Nullable String value) {
        if (value != null) {
            throw new RefusedException(RefusalCode.NOT_AT_A_MOMENT, "at a moment the list has no filter " + name, name);
        }
    }

    static <T> Page<T> of(
            Lists.Found found,
            Moments.Wanted wanted,
            Parameters parameters,
            Cursors cursors,
            Moments moments,
            Function<Lists.Item, T> answer) {
        PageRequest page = parameters.page();
        boolean more = found.items().size() > page.size();
        List<Lists.Item> cut = more ? found.items().subList(0, page.size()) : found.items();
        List<Lists.Item> inOrder = page.backwards() ? cut.reversed() : cut;
        boolean hasNext = !cut.isEmpty() && (page.backwards() || more);
        boolean hasPrevious = !cut.isEmpty() && (page.backwards() ? more : page.key() != null);
        Cursor<T> cursor = Cursor.of(
                inOrder.stream().map(answer).toList(),
                hasNext ? String.valueOf(inOrder.getLast().position()) : null,
                hasPrevious ? String.valueOf(inOrder.getFirst().position()) : null,
                wanted.fixed() == null ? null : SupervisorLog.NAME + ":" + wanted.fixed(),
                parameters,
                cursors);
        return new Page<>(cursor, moments.asOf(wanted.fixed() == null ? found.position() : wanted.fixed()));
    }
}
