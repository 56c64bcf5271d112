"""Content providers: services that list items over REST or GraphQL, spoken to within bounds."""
