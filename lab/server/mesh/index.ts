export { keepMesh, type Mesh, type MeshOptions } from './keep-mesh.ts';
export { withMesh } from './with-mesh.ts';
