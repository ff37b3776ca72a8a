"""Topics: what people are heard on, by the networks' own tags, whatever their spelling."""

from scoring.topics.facts import TopicFacts, TopicLine, topics_of
from scoring.topics.ontology import Ontology, load_ontology
from scoring.topics.room import Topics
from scoring.topics.spelling import key_of, label_of, topic_id

__all__ = [
    "Ontology",
    "TopicFacts",
    "TopicLine",
    "Topics",
    "key_of",
    "label_of",
    "load_ontology",
    "topic_id",
    "topics_of",
]
