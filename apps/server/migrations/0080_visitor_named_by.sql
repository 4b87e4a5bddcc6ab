-- The agent who gave a visitor the name; null: the visitor, their page or the integrator did. What agents call somebody is not told
-- to the visitor.
alter table visitors add column named_by uuid references agents (id);
