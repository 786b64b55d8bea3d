export { type CoursePictures, pictureBlock, pictureIn } from './picture-block.ts';
export { PICTURE_FOLDER, PICTURE_NAME, photosOf, readPictures } from './read-pictures.ts';
