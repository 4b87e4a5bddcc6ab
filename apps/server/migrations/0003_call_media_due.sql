-- Until when a connecting call must have media from both sides; past it the call counts as failed.
alter table calls add column media_due timestamptz;
create index calls_media_due on calls (media_due) where state = 'connecting';
create index call_participants_away on call_participants (away_since) where state = 'away';
