import * as v from 'valibot';

/** Every id is a UUID (version 7 where the server makes it); what it names is told by the field that holds it. */
export const idSchema = v.pipe(v.string(), v.uuid());

export type UserId = string;
export type SessionId = string;
export type ConversationId = string;
export type MessageId = string;
export type FileId = string;
export type CallId = string;
/** One device in one call. A device that joins again after its lease is a new participant. */
export type ParticipantId = string;
/** An app-level media stream of one participant: it outlives the producers and transceivers that carry it. */
export type StreamId = string;
/** Made by the sender's device; (sender, clientId) is unique, so a retry returns the first message. */
export type ClientMessageId = string;
