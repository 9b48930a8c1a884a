// Playwright asks each new window of Firefox to imitate a colour scheme by a command that Firefox has had since a release
// after the long-lived one, which refuses it and is then of no use. Here the command becomes one that does nothing.
const { readFileSync } = require('node:fs')
const { _extensions: loaders } = require('node:module')

const load = loaders['.js']
loaders['.js'] = (module, path) => {
  if (!path.endsWith('coreBundle.js')) return load(module, path)
  const source = readFileSync(path, 'utf8')
  return module._compile(source.replaceAll('"emulation.setMediaFeaturesOverride"', '"session.status"'), path)
}
