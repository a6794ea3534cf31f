import { chatDraft } from '../domain/samples.ts';
