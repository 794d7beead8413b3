/** Tools that report how they are used, and the variable that their documentation names to switch it off. */
export interface Reporter {
  readonly tool: string;
  /** What is run. */
  readonly programs: readonly string[];
  readonly variable: string;
  readonly value: string;
  /** Other variables that switch it off as well. */
  readonly others?: readonly string[];
}

export const REPORTERS: readonly Reporter[] = [
  { tool: 'the .NET SDK', programs: ['dotnet'], variable: 'DOTNET_CLI_TELEMETRY_OPTOUT', value: '1' },
  { tool: 'PowerShell', programs: ['pwsh'], variable: 'POWERSHELL_TELEMETRY_OPTOUT', value: '1' },
  { tool: 'the Azure CLI', programs: ['az'], variable: 'AZURE_CORE_COLLECT_TELEMETRY', value: 'false' },
  { tool: 'Bun', programs: ['bun', 'bunx'], variable: 'DO_NOT_TRACK', value: '1' },
  { tool: 'Wrangler', programs: ['wrangler'], variable: 'WRANGLER_SEND_METRICS', value: 'false' },
  {
    tool: 'the Hugging Face Hub',
    programs: ['huggingface-cli', 'hf'],
    variable: 'HF_HUB_DISABLE_TELEMETRY',
    value: '1',
    others: ['DO_NOT_TRACK', 'DISABLE_TELEMETRY', 'HF_HUB_OFFLINE'],
  },
  { tool: 'Next.js', programs: ['next'], variable: 'NEXT_TELEMETRY_DISABLED', value: '1' },
  { tool: 'Nuxt', programs: ['nuxt', 'nuxi'], variable: 'NUXT_TELEMETRY_DISABLED', value: '1' },
  { tool: 'Gatsby', programs: ['gatsby'], variable: 'GATSBY_TELEMETRY_DISABLED', value: '1' },
  { tool: 'Astro', programs: ['astro'], variable: 'ASTRO_TELEMETRY_DISABLED', value: '1' },
  {
    tool: 'Turborepo',
    programs: ['turbo'],
    variable: 'TURBO_TELEMETRY_DISABLED',
    value: '1',
    others: ['DO_NOT_TRACK'],
  },
  { tool: 'vcpkg', programs: ['vcpkg'], variable: 'VCPKG_DISABLE_METRICS', value: '1' },
  { tool: 'Homebrew', programs: ['brew'], variable: 'HOMEBREW_NO_ANALYTICS', value: '1' },
];
