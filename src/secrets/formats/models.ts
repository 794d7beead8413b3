/** Secrets of services that run language models and the like. */
import { type Format, format, mixed } from '../format.js';

export const MODELS: readonly Format[] = [
  format('openai-key', 'OpenAI key', ['sk-'], /(sk-[A-Za-z0-9_-]{20,100}T3BlbkFJ[A-Za-z0-9_-]{20,100})/y),
  format('anthropic-key', 'Anthropic key', ['sk-ant-'], /(sk-ant-[a-z0-9]{3,10}-[A-Za-z0-9_-]{80,120})/y),
  format('openrouter-key', 'OpenRouter key', ['sk-or-v1-'], /(sk-or-v1-[a-f0-9]{64})(?![A-Za-z0-9_-])/y),
  format(
    'langfuse-key',
    'Langfuse key',
    ['sk-lf-'],
    /(sk-lf-[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12})(?![A-Za-z0-9_-])/y,
  ),
  format('groq-key', 'Groq key', ['gsk_'], /(gsk_[A-Za-z0-9]{52})(?![A-Za-z0-9_-])/y),
  format('replicate-token', 'Replicate token', ['r8_'], /(r8_[A-Za-z0-9]{37})(?![A-Za-z0-9_-])/y, { proof: mixed }),
  format('perplexity-key', 'Perplexity key', ['pplx-'], /(pplx-[A-Za-z0-9]{48,56})(?![A-Za-z0-9_-])/y),
  format('xai-key', 'xAI key', ['xai-'], /(xai-[A-Za-z0-9]{80})(?![A-Za-z0-9_-])/y),
  format('hugging-face-token', 'Hugging Face token', ['hf_'], /(hf_[A-Za-z]{34})(?![A-Za-z0-9_])/y),
  format(
    'hugging-face-organization-token',
    'Hugging Face organization token',
    ['api_org_'],
    /(api_org_[A-Za-z]{34})(?![A-Za-z0-9_])/y,
  ),
  format(
    'langsmith-key',
    'LangSmith key',
    ['lsv2_pt_', 'lsv2_sk_'],
    /(lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10})(?![A-Za-z0-9_-])/y,
  ),
  format('nvidia-key', 'NVIDIA key', ['nvapi-'], /(nvapi-[A-Za-z0-9_-]{60,70})(?![A-Za-z0-9_-])/y, { proof: mixed }),
  format('pinecone-key', 'Pinecone key', ['pcsk_'], /(pcsk_[A-Za-z0-9]{5,6}_[A-Za-z0-9]{60,66})(?![A-Za-z0-9_-])/y),
  format('cerebras-key', 'Cerebras key', ['csk-'], /(csk-[a-z0-9]{48})(?![A-Za-z0-9_-])/y, {
    proof: secret => /\d.*\d.*\d/.test(secret),
  }),
  format('elevenlabs-key', 'ElevenLabs key', ['sk_'], /(sk_[a-f0-9]{48})(?![A-Za-z0-9_-])/y),
  format('tavily-key', 'Tavily key', ['tvly-'], /(tvly-(?:dev-|prod-)?[A-Za-z0-9]{32})(?![A-Za-z0-9_-])/y, {
    proof: mixed,
  }),
  format('e2b-key', 'E2B key', ['e2b_'], /(e2b_[a-f0-9]{40})(?![A-Za-z0-9_-])/y),
  format('jina-key', 'Jina key', ['jina_'], /(jina_[a-f0-9]{32}[A-Za-z0-9_-]{28})(?![A-Za-z0-9_-])/y),
];
