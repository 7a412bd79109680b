package dev.flare.eventstore.axon;

import dev.flare.eventstore.Criteria;
import dev.flare.eventstore.Criterion;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.axonframework.messaging.core.QualifiedName;
import org.axonframework.messaging.eventstreaming.EventCriteria;
import org.axonframework.messaging.eventstreaming.EventCriterion;
import org.axonframework.messaging.eventstreaming.Tag;

/** Axon's criteria and tags in the store's words. */
final class CriteriaTranslation {

    private static final Criterion EVERYTHING = new Criterion(Set.of(), Set.of());

    private CriteriaTranslation() {}

    static Criteria criteria(EventCriteria criteria) {
        if (!criteria.hasCriteria()) {
            return Criteria.of(EVERYTHING);
        }
        return new Criteria(
                criteria.flatten().stream().map(CriteriaTranslation::criterion).toList());
    }

    private static Criterion criterion(EventCriterion criterion) {
        return new Criterion(
                criterion.types().stream().map(QualifiedName::name).collect(Collectors.toSet()),
                Set.copyOf(tags(criterion.tags())));
    }

    static List<String> tags(Collection<Tag> tags) {
        return tags.stream().map(CriteriaTranslation::tag).toList();
    }

    private static String tag(Tag tag) {
        if (tag.key().indexOf('=') >= 0) {
            throw new IllegalArgumentException("the key of a tag cannot contain '=': " + tag);
        }
        return tag.key() + '=' + tag.value();
    }
}
