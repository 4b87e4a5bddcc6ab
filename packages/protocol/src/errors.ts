/**
 * The error catalogue: the only place that says what a failure means on the wire.
 * status: HTTP status; retryable: the same request may succeed later; reportable: our fault, belongs in the error log.
 * User texts are looked up by `errors.<code>` in the clients; `message` here is for developers and says what to do.
 */
interface ErrorEntry {
  readonly status: number;
  readonly retryable: boolean;
  readonly reportable: boolean;
  readonly message: string;
}

const refuse = (status: number, message: string): ErrorEntry => ({
  status,
  retryable: false,
  reportable: false,
  message,
});
const later = (status: number, message: string): ErrorEntry => ({
  status,
  retryable: true,
  reportable: false,
  message,
});
const broken = (status: number, message: string, retryable = true): ErrorEntry => ({
  status,
  retryable,
  reportable: true,
  message,
});

export const errorCatalogue = {
  request_invalid: refuse(400, 'The request does not match the contract; see details for the fields.'),
  request_too_large: refuse(413, 'The request body is larger than allowed.'),
  route_not_found: refuse(404, 'There is no such address; see /api/openapi.json.'),
  origin_refused: refuse(403, 'This page may not call Visavis; add its origin to the channel.'),
  rate_limited: later(429, 'Too many requests; wait as Retry-After says.'),
  internal: broken(500, 'Something broke on the server; the request id finds it in the log.'),
  database_unavailable: broken(503, 'The database does not answer; it is being restarted.'),
  database_busy: later(503, 'Every database connection is taken just now; try again in a moment.'),
  not_ready: later(503, 'The server is starting or stopping.'),

  auth_required: refuse(401, 'Sign in first.'),
  auth_failed: refuse(401, 'The e-mail address or the password is wrong.'),
  auth_locked: later(429, 'Too many wrong passwords; the account is locked for some minutes.'),
  auth_expired: refuse(401, 'The sign-in has expired or was ended; sign in again.'),
  forbidden: refuse(403, 'This account may not do that.'),
  demo_refused: refuse(
    403,
    'Demo accounts cannot sign in on a public address; set VISAVIS_DEMO_PUBLIC=yes to allow it.',
  ),

  agent_not_found: refuse(404, 'There is no such agent.'),
  agent_email_taken: refuse(409, 'Another account has this e-mail address.'),
  agent_last_administrator: refuse(409, 'The last administrator cannot be disabled or demoted.'),
  skill_group_not_found: refuse(404, 'There is no such skill group.'),
  skill_group_name_taken: refuse(409, 'Another skill group has this name.'),
  skill_group_in_use: refuse(409, 'This skill group is still used; details.uses says where. Change that first.'),
  skill_group_overflow_invalid: refuse(
    409,
    'The overflow of this group leads to itself, in a circle, or to a group that is gone; details.path says how.',
  ),
  channel_not_found: refuse(404, 'There is no such channel.'),
  channel_key_taken: refuse(409, 'Another channel has this key.'),
  channel_closed: refuse(409, 'This channel takes no contacts at present.'),
  medium_not_offered: refuse(409, 'This channel does not offer that medium.'),
  version_conflict: refuse(409, 'Somebody else changed this meanwhile; load it again.'),

  visitor_token_invalid: refuse(401, 'The visitor token is unknown or expired; ask for a new one.'),
  conversation_not_found: refuse(404, 'There is no such conversation, or it is not yours.'),
  conversation_closed: refuse(409, 'The conversation is closed.'),
  conversation_exists: refuse(409, 'The visitor already has an open conversation.'),
  message_id_reused: refuse(409, 'This clientMsgId was used for another message.'),
  message_empty: refuse(400, 'A message needs text or a file.'),
  file_not_found: refuse(404, 'There is no such file, or it is not yours.'),
  file_too_large: refuse(413, 'Files may have at most 25 MB.'),
  file_type_refused: refuse(415, 'This kind of file is not accepted, or its content is not what its name says.'),
  file_broken: refuse(422, 'The picture cannot be read.'),
  storage_full: broken(507, 'The disk is full; free some space.'),

  rules_invalid: refuse(422, 'The rules cannot be put in force; see details.problems for the places and reasons.'),
  rule_set_not_found: refuse(404, 'There is no such version of the rules.'),
  simulation_not_found: refuse(404, 'There is no such simulation.'),
  simulation_period_invalid: refuse(
    422,
    'A period of history begins before it ends, is over, and has 1 hour to 366 days.',
  ),
  simulation_too_little_history: refuse(
    422,
    'Too few contacts were served in this time to measure anything; see details.served and details.needed.',
  ),
  simulation_no_agents: refuse(422, 'No group has a member who could serve; add agents to groups first.'),
  simulation_too_large: refuse(
    422,
    'Too many contacts to simulate at once; see details.contacts and details.most. Ask for fewer hours.',
  ),
  calendar_not_found: refuse(404, 'There is no such calendar.'),
  calendar_name_taken: refuse(409, 'Another calendar has this name.'),
  calendar_invalid: refuse(422, 'The hours make no sense; see details.problems for the places and reasons.'),
  calendar_in_use: refuse(409, 'Rules still name this calendar; see details.places.'),
  lookup_not_found: refuse(404, 'There is no such look-up.'),
  lookup_name_taken: refuse(409, 'Another look-up has this name.'),
  lookup_in_use: refuse(409, 'Rules still name this look-up; see details.places.'),
  visitor_not_found: refuse(404, 'There is no such visitor, or they are not yours.'),
  attributes_refused: refuse(422, 'These attributes may not be set this way; see details.names.'),
  identity_not_taken: refuse(409, 'This channel takes no signed identities; set its key first.'),
  identity_invalid: refuse(401, 'The signed identity is malformed, or its signature is wrong; see details.reason.'),
  identity_expired: refuse(401, 'The signed identity has expired; sign a new one.'),
  identity_foreign: refuse(401, 'The signed identity was made for another channel; its aud must be the channel key.'),
  identity_key_invalid: refuse(422, 'The key cannot be used; see details.reason.'),

  break_reason_not_found: refuse(404, 'There is no such reason for a break, or it is retired.'),
  disposition_required: refuse(409, 'This group needs a disposition: say how the contact ended.'),
  disposition_invalid: refuse(409, 'This disposition cannot be chosen here; see details.reason.'),
  disposition_not_found: refuse(404, 'There is no such disposition.'),
  disposition_too_deep: refuse(409, 'Dispositions stand at most three levels deep.'),
  wrap_up_not_found: refuse(404, 'This contact has no wrap-up, or it is not yours.'),
  wrap_up_over: refuse(409, 'The time for this wrap-up is over.'),
  presence_invalid: refuse(409, 'The presence cannot change that way now.'),
  offer_not_found: refuse(404, 'There is no such offer for you.'),
  offer_gone: refuse(409, 'The offer has ended: taken, missed or withdrawn.'),
  agent_at_capacity: refuse(409, 'The agent has no free place for this.'),
  agent_offline: refuse(409, 'The agent is not there at present.'),
  queue_entry_gone: refuse(409, 'The contact is not in line any more, or somebody else has it already.'),
  queue_pick_refused: refuse(
    403,
    'You are not in this group, or it does not let its agents take contacts out of the line.',
  ),
  conversation_not_active: refuse(409, 'No agent has this conversation at present.'),
  transfer_not_found: refuse(404, 'There is no such transfer, or it is not yours to answer.'),
  transfer_gone: refuse(409, 'The transfer has ended or is somebody else’s to answer by now.'),
  transfer_exists: refuse(409, 'Another transfer of this conversation is still open; take it back first.'),
  transfer_state: refuse(409, 'The transfer or the conversation cannot do that in its present state.'),
  transfer_to_self: refuse(409, 'The conversation already is with this agent.'),
  skill_group_empty: refuse(409, 'Nobody else is a member of this skill group.'),

  webhook_not_set: refuse(409, 'No webhook is set.'),
  webhook_key_missing: refuse(400, 'The webhook needs a key the first time it is set.'),
  webhook_address_refused: refuse(
    400,
    'Webhooks go to public http and https addresses only; see VISAVIS_WEBHOOK_ALLOW_PRIVATE.',
  ),
  queue_full: later(503, 'The queue is full.'),

  api_key_invalid: refuse(401, 'There is no such key; copy it again or ask an administrator for one.'),
  api_key_revoked: refuse(401, 'The key was revoked, or the account it acts for is disabled.'),
  api_key_not_found: refuse(404, 'There is no such key.'),

  call_not_found: refuse(404, 'There is no such call, or you are not in it.'),
  call_exists: refuse(409, 'The conversation already has a call.'),
  call_ended: refuse(409, 'The call has ended.'),
  call_state: refuse(409, 'The call cannot do that in its present state.'),
  consent_required: refuse(409, 'Calls here are recorded: the visitor must answer the consent question first.'),
  media_unavailable: later(503, 'Voice and video are not available at present; text works.'),
  media_sdp_invalid: refuse(400, 'The session description is malformed or asks for something refused.'),
  media_not_joined: refuse(409, 'Join the media of this call first.'),
  media_epoch_stale: later(409, 'The media of this call was rebuilt; join again.'),
  media_failed: broken(502, 'The media engine refused the request.'),

  recording_not_found: refuse(404, 'There is no such recording, or you may not see it.'),
  recording_not_ready: later(409, 'The recording is still being prepared.'),
  recording_state: refuse(409, 'The recording cannot do that in its present state.'),
  range_invalid: refuse(416, 'The byte range lies outside the file.'),

  option_not_offered: refuse(409, 'That is not offered at present; see the options of the place in line.'),
  callback_not_found: refuse(404, 'There is no such callback.'),
  callback_state: refuse(409, 'The callback cannot do that in its present state.'),
  callback_address_invalid: refuse(400, 'This is no number or e-mail address that can be reached.'),
  callback_time_invalid: refuse(409, 'The time is over, too far away or outside the hours; ask for the windows.'),
  callback_link_invalid: refuse(401, 'The link is unknown, used up or expired.'),
  left_message_not_found: refuse(404, 'There is no such message, or it was left with another group.'),
  left_message_state: refuse(409, 'Somebody else has taken the message, or it is done.'),
  left_message_no_address: refuse(409, 'Whoever left the message gave no address to answer to.'),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;
export const errorCodes = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]];
